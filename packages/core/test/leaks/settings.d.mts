/** What TypeScript knows of the settings. */
export declare const nodeOptions: readonly string[];
export declare const settings: Readonly<Record<string, string>>;
