/** What the operator asks over HTTP, beside /healthz: the figures, as Prometheus reads them. */

import type { Metrics } from '#server/metrics/index.ts';
import { requireOperator } from './operator-access.ts';
import { METRICS_PATH, type Route } from './router.ts';

export interface OperatorRouteDependencies {
	readonly settings: { readonly operatorToken: string };
	readonly metrics: Pick<Metrics, 'describe' | 'contentType'>;
}

export function createOperatorRoutes({ settings, metrics }: OperatorRouteDependencies): Route[] {
	return [
		{
			method: 'GET',
			path: new RegExp(`^${METRICS_PATH}$`),
			run: async ({ request, response }) => {
				requireOperator(request, settings.operatorToken);
				const text = await metrics.describe();
				response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text);
			}
		}
	];
}
