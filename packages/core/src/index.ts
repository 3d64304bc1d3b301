/** The runtime of pyweld: CPython inside this process. */
export {
  CancelledError,
  ConversionError,
  isPyweldError,
  PyweldError,
  SetupError,
  TimeoutError,
  UsageError,
} from "./errors/pyweld-error.js";
export type { PyweldErrorCode } from "./errors/pyweld-error.js";
export { isPythonError, PythonError } from "./errors/python-error.js";
export type { ErrorFormat, PythonFrame } from "./errors/error-details.js";
export type { PythonErrorJson } from "./errors/error-json.js";
export type { FoundPython } from "./environment/find-python.js";
export { slice } from "./object/items.js";
export type { Slice } from "./object/items.js";
export { ops } from "./object/operators.js";
export type { BinaryOperator, InPlaceOperator, UnaryOperator } from "./object/operators.js";
export { NdArray, type NdArrayData, type NdArrayOptions, type NestedData } from "./array/nd-array.js";
export { shared, toNdArray } from "./array/to-nd-array.js";
export type { Complex, DType, DTypes, NestedArray } from "./schema/dtype.js";
export { failedCall } from "./object/batch.js";
export { PyObject } from "./object/py-object.js";
export type { AsyncHandle } from "./object/async-handle.js";
export type { Keywords } from "./object/py-object.js";
export { implement, subclass, superOf } from "./object/subclass.js";
export type { ClassMembers, ImplementOptions } from "./object/subclass.js";
export { Scope } from "./object/scope.js";
export { AsyncScope } from "./object/async-scope.js";
export type { AsyncContextManager } from "./object/with-async.js";
export type { EventLoop } from "./start/start-python.js";
export type {
  PyAsyncContextManager,
  PyAsyncGenerator,
  PyAsyncIterable,
  PyContextManager,
  PyGenerator,
  PyIterable,
} from "./object/typed-views.js";
export type { ContextManager } from "./object/with-managers.js";
export type { Forced } from "./convert/forced.js";
export type { AddedConverter, UserConverter } from "./python/add-converter.js";
export type { ConcurrentOptions, Work, WorkContext } from "./pattern/concurrent-run.js";
export type { Items } from "./pattern/item-iterator.js";
export { mapConcurrent, streamConcurrent, type StreamOptions } from "./pattern/map-concurrent.js";
export { progressOf, type Progress, type ProgressOptions, type Report } from "./pattern/progress-of.js";
export { retry, type Attempt, type RetryOptions } from "./pattern/retry.js";
export { python, type DynamicObject, type Python } from "./python/python.js";
export type { Closed, CloseOptions } from "./python/close.js";
export type { Captured, CapturedOf, CaptureOptions } from "./python/capture.js";
export type { ListenOptions, PythonDebug, Trace, TraceEvent, TraceOptions } from "./python/debug.js";
export type { HandleReportOptions, HeldType, PythonHandles } from "./python/handle-report.js";
export type { AllocatingLine, MeasurementOf, MeasureOptions, MemoryMeasurement } from "./python/measure-memory.js";
export type { Cleared, ClearOptions, MemoryUsage, PythonMemory } from "./python/memory.js";
export type { OutputListener, PythonOutput, RedirectOptions, Redirection } from "./python/output.js";
export type { Profile, ProfileOptions, ProfilePlace, ProfileRow } from "./python/profile.js";
export type { PythonOptions, PythonStats } from "./python/settings.js";
export type { CallTotals, PythonStatistics } from "./python/statistics.js";
export type { LoadOptions } from "./python/tool-shelf.js";
export type { BatchOptions } from "./runtime/batch-options.js";
export type { CallOptions } from "./runtime/call-options.js";
export { fromArrow } from "./table/from-arrow.js";
export { fromColumns } from "./table/from-columns.js";
export { fromRecords } from "./table/from-records.js";
export type { ColumnInput, TableLibrary, TableOptions } from "./table/make-frame.js";
export { toArrow } from "./table/to-arrow.js";
export { toColumns } from "./table/to-columns.js";
export type { NumberArray } from "./table/to-columns.js";
export { toRecords } from "./table/to-records.js";
export type { FunctionStatistics } from "./runtime/call-statistics.js";
export type { CallFailure, InsteadOf, OnError, Otherwise } from "./runtime/failure-strategy.js";
export { t } from "./schema/py-type.js";
export type { PyType } from "./schema/py-type.js";
export { tool } from "./tool/tool-binding.js";
export type { ToolBinding, ToolOptions } from "./tool/tool-binding.js";
export type { LoadedTool, UntypedFunction } from "./tool/loaded-tool.js";
export type { BatchCall, BatchResults, CheckedCalls, MixedBatch } from "./tool/mixed-batch.js";
export type { PyBatch, PyClass, PyExceptionClass, PyFunction, PyInput, PyValue, PyVariable } from "./tool/types.js";
