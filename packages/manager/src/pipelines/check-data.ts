import { InvalidOptionsError } from '@millrace/core'
import type { ColumnType, OptionProblem } from '@millrace/core'
import { checkFilter } from '../filter/check-filter.ts'
import type { ManagerContext } from '../manager-context.ts'
import type { RecordField } from '../model/record-field.ts'
import { previewStream } from '../preview/preview-stream.ts'
import type { PipelineDefinition } from '../store/records.ts'
import { checkTransformation } from '../transformation/check-transformation.ts'
import { declaredColumns } from '../transformation/declared-columns.ts'
import type { ConnectedEnds } from '../work/to-engine-options.ts'

/** What was found out about filter and transformation. */
export interface CheckedData {
  readonly problems: readonly OptionProblem[]
  /** Types that the transformation decides, by path. */
  readonly columns: Readonly<Record<string, ColumnType>> | undefined
}

/** Checks filter and transformation against the stream's fields, as its first records show them. */
export async function checkData(
  context: ManagerContext,
  ends: ConnectedEnds,
  definition: PipelineDefinition,
  signal: AbortSignal,
): Promise<CheckedData> {
  const { filter, transformation } = definition
  if (filter === null && transformation === null) return { problems: [], columns: undefined }
  const fields = await readFields(context, ends, definition, signal)
  // Where nothing is declared and no record came, only the form can be judged: the run does that.
  if (fields.length === 0) return { problems: [], columns: undefined }
  const problems = [
    ...(filter === null ? [] : checkFilter(filter, fields)),
    ...(transformation === null ? [] : checkTransformation(transformation, fields, context.functions)),
  ]
  const isFit = problems.length === 0 && transformation !== null
  return { problems, columns: isFit ? declaredColumns(transformation, fields) : undefined }
}

async function readFields(
  { sampleSize }: ManagerContext,
  { source, destination, logger }: ConnectedEnds,
  { stream, parameters }: PipelineDefinition,
  signal: AbortSignal,
): Promise<readonly RecordField[]> {
  const options = parameters === null ? {} : { parameters }
  const { capabilities } = destination.end
  try {
    const request = { source: source.end, capabilities, stream, options }
    return (await previewStream(request, { maxRecords: Math.max(1, sampleSize), signal, logger })).fields
  } catch (thrown) {
    // What is wrong with the parameters is found by whoever asks next.
    if (InvalidOptionsError.isInstance(thrown)) return []
    throw thrown
  }
}
