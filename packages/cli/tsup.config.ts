import { library } from "../../tsup.base.ts";

export default library({ main: "src/main.ts", "config/index": "src/config/index.ts" });
