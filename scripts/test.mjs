/**
 * `npm test [-- VITEST ARGS…]`: from a fresh clone to one line, `N passed, N failed`, for all suites together. Checks
 * Node before loading anything that an old Node cannot read.
 */
import "./bootstrap/require-node.mjs";

import("./testing/run-tests.mjs");
