import type { ColumnType } from '../../contract/column-type.ts'
import type { JsonValue } from '../../contract/json.ts'
import type { ReadRequest } from '../../contract/read-request.ts'
import { parsePath } from '../../kit/parse-path.ts'
import { cursorType, fromCursorSavepoint, ownSavepoint, toRange } from './cursor-savepoint.ts'
import type { PartitionWork } from '../record/partition-work.ts'

/** What the source is asked to read in this attempt. */
export function toReadRequest(work: PartitionWork, savepoint: JsonValue | undefined, signal: AbortSignal): ReadRequest {
  const { context, load, partition } = work
  const { stream, options, parameters, fields, filter } = load.resolved
  const isCursor = stream.incremental === 'cursor'
  const own = load.generation === undefined ? undefined : ownSavepoint(savepoint)
  return {
    mode: load.readMode,
    partition,
    savepoint: isCursor ? own : savepoint,
    range:
      load.readMode === 'range'
        ? options.range
        : isCursor && own === undefined
          ? cursorRange(work, savepoint)
          : undefined,
    now: context.startedAt,
    // A filter may look at fields that do not land.
    fields: fields?.kind === 'include' && filter === undefined ? topLevel(work) : undefined,
    parameters,
    signal,
    logger: context.options.logger,
  }
}

function cursorRange({ context, load }: PartitionWork, savepoint: JsonValue | undefined): ReadRequest['range'] {
  const type = cursorType(load.engine.schema)
  if (savepoint === undefined || type === undefined) return undefined
  // A generation is resumed where it stopped; only a new read of what is published looks back.
  const lookBack = load.generation === undefined ? load.resolved.lookBack : 0
  if (lookBack > 0 && !canLookBack.includes(type)) {
    const message = `the cursor is a ${type}, from which nothing can be taken off: lookBack is ignored`
    context.warn({ code: 'look_back_ignored', message, stream: load.resolved.name })
  }
  return toRange(fromCursorSavepoint(savepoint, type), lookBack, type)
}

const canLookBack: readonly ColumnType[] = ['integer', 'float', 'decimal', 'timestamp', 'date']

function topLevel({ load }: PartitionWork): readonly string[] {
  const paths = [...(load.resolved.fields?.paths ?? []), ...load.resolved.protectedPaths]
  return [
    ...new Set(
      paths.flatMap((path) =>
        parsePath(path)
          .filter((step) => step !== null)
          .slice(0, 1),
      ),
    ),
  ]
}
