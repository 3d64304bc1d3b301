/**
 * `npm run demo [-- [EXAMPLE] ARGS…]`: from a fresh clone to a running example, `observatory` unless another folder of
 * examples/ is named first; ARGS go to the example. Checks Node before loading anything that an old Node cannot read.
 */
import "./bootstrap/require-node.mjs";

import("./bootstrap/run-example.mjs");
