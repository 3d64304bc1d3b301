/** What TypeScript knows of the table of kinds. */
export declare const families: Readonly<Record<string, { readonly needs?: readonly string[] }>>;
export declare const onPurpose: typeof families;
