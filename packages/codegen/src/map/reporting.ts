/** Maps one position (a parameter, a return value, a field) and keeps what it lost, with its place. */

import type { Annotation } from "../model/annotation.js";
import type { Location } from "../model/tool-model.js";
import { mapAnnotation } from "./annotation-map.js";
import type { Loss, MapContext, Mapped } from "./context.js";
import type { Degradation } from "./mapped-tool.js";
import type { Direction } from "./ts-type.js";

/** What stays the same for all positions of one tool. */
export type ToolContext = Pick<MapContext, "declaration" | "rendition" | "isRecursive">;

/** Where a position is. */
export interface Place {
  readonly symbol: string;
  readonly place: string;
  readonly location: Location;
  readonly self: string | null;
}

export interface Reported extends Mapped {
  readonly degradations: readonly Degradation[];
}

/** Maps an annotation at a place; each loss becomes a {@link Degradation} that names the place and the reason. */
export function mapAt(annotation: Annotation, direction: Direction, place: Place, tool: ToolContext): Reported {
  const losses: Loss[] = [];
  const context = contextOf(tool, place.self, (loss) => losses.push(loss));
  const mapped = context.map(annotation, direction);
  const degradations = losses.map(({ annotation: lost, reason, isUnresolved }) => ({
    symbol: place.symbol,
    place: place.place,
    annotation: lost,
    reason,
    isUnresolved,
    ts: mapped.ts,
    location: place.location,
  }));
  return { ...mapped, degradations };
}

function contextOf(tool: ToolContext, self: string | null, report: MapContext["report"]): MapContext {
  const context: MapContext = {
    ...tool,
    self,
    report,
    map: (annotation, direction) => mapAnnotation(annotation, direction, context),
    mapQuietly: (annotation, direction) => {
      const quiet = contextOf(tool, self, () => undefined);
      return quiet.map(annotation, direction);
    },
  };
  return context;
}
