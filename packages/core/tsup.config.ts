import { library } from "../../tsup.base.ts";

export default library("src/index.ts", "src/bindings/v1.ts", "src/environment/index.ts");
