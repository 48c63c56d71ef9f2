/** The HTTP API. */

export { createHealth, type Health, type HealthDependencies } from './health.ts';
export { addressOf, createRouter } from './router.ts';
export { createRoutes, type RouteDependencies } from './routes.ts';
