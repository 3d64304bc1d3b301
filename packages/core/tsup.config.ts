import { library } from "../../tsup.base.ts";

export default library({
  index: "src/index.ts",
  "bindings/v1": "src/bindings/v1.ts",
  "environment/index": "src/environment/index.ts",
});
