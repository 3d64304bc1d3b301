/** What a config file imports. */
export { defineConfig, type PyweldConfig } from "./config.js";
