// What the tests put into the page that they look at.
declare const axe: { run(of?: unknown, options?: unknown): Promise<any> };
declare function stageOctets(): number;
declare function askedInForty(): Promise<number>;
