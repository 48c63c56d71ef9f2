export function buildElement(): Promise<string>;
