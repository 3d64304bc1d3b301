export { type Diagnostic, type DiagnosticCode, formatDiagnostic, type Severity } from "./diagnostic.js";
export {
  type FileStatus,
  generate,
  type GeneratedFile,
  type GenerateOptions,
  type GenerateResult,
} from "./generate.js";
export { inspect, type Inspection, type InspectOptions } from "./inspect.js";
export type { IntrospectOptions, ProgressEvent } from "./introspect-sources.js";
export type { TypedShare } from "./map/mapped-tool.js";
export type * from "./model/annotation.js";
export type * from "./model/tool-model.js";
export { formatAnnotation, formatSignature } from "./model/format.js";
export type { Naming } from "./plan/names.js";
export type { DegradedType, InspectedCallable, InspectedClass, ToolInspection } from "./report/inspection.js";
export type { ToolStatus, ToolSummary } from "./report/summary.js";
