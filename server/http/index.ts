/** The HTTP API. */

export { createRouter } from './router.ts';
export { createRoutes, type RouteDependencies } from './routes.ts';
