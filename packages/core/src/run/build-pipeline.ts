import type { TableSchema } from '../contract/table-schema.ts'
import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { PipelineOptions } from './options/pipeline-options.ts'
import { prepareLoads } from './prepare-loads.ts'
import { sampleStream } from './sample-stream.ts'
import type { Run } from './run.ts'
import { startContext } from './start-context.ts'
import { withSession } from './with-session.ts'
import type { GivenSavepoint } from './write-savepoints.ts'
import { writeSavepoints } from './write-savepoints.ts'

/** What is built. */
export interface BuildOptions<StreamName extends string = string> {
  /**
   * Records of a stream's first partition that are read to learn columns which nobody declared; none of them is stored.
   * Default 0: only what is declared is built.
   */
  readonly sampleSize?: number
  /** Points that the next incremental run goes on from, such as those of another pipeline. They replace those that stand. */
  readonly savepoints?: { readonly [Name in StreamName]?: readonly GivenSavepoint[] }
}

/** What stands of a stream. */
export interface BuiltStream {
  readonly tables: readonly TableSchema[]
}

/** What was built, by stream. */
export type BuildResult<StreamName extends string = string> = Readonly<Record<StreamName, BuiltStream>>

/**
 * Makes the tables of a pipeline, or adds to them what is declared, without loading anything; sets savepoints. What a
 * definition asks to be made anew is left to a run with `rebuild`. Throws what stands in the way.
 */
export async function buildPipeline<StreamName extends string>(
  options: PipelineOptions<StreamName>,
  build: BuildOptions<StreamName> = {},
): Promise<BuildResult<StreamName>> {
  const savepoints: Readonly<Record<string, readonly GivenSavepoint[] | undefined>> = build.savepoints ?? {}
  const sampleSize = build.sampleSize ?? 0
  return withSession(options, (run) => carryOut(run, { sampleSize, savepoints }))
}

async function carryOut(
  run: Run,
  {
    sampleSize,
    savepoints,
  }: { readonly sampleSize: number; readonly savepoints: NonNullable<BuildOptions['savepoints']> },
): Promise<BuildResult> {
  requireStreams(run, savepoints)
  using live = startContext(run)
  const { context } = live
  const failures: Error[] = []
  run.recorder.loads = await prepareLoads(context, run.streams, failures)
  try {
    const [failure] = failures
    if (failure !== undefined) throw failure
    for (const load of run.recorder.loads) {
      if (sampleSize > 0 && load.engine.needsWindow) await sampleStream(context, load, sampleSize)
      if (load.keeper.isRebuild) continue
      await load.keeper.settle()
      await load.keeper.settleDeclared()
      await writeSavepoints(context, load, savepoints[load.resolved.name] ?? [])
    }
    await context.publisher.publish([], 'succeeded')
  } catch (error) {
    await context.publisher.publish([], 'failed', error instanceof Error ? error.message : 'the tables were not built')
    throw error
  }
  return Object.fromEntries(
    run.recorder.loads.map((load) => [load.resolved.name, { tables: load.engine.schema.tables }]),
  )
}

function requireStreams(run: Run, savepoints: NonNullable<BuildOptions['savepoints']>): void {
  const known = new Set(run.streams.map(({ name }) => name))
  const unknown = Object.keys(savepoints).filter((name) => !known.has(name))
  if (unknown.length === 0) return
  const message = `is no stream of this pipeline; it has: ${[...known].join(', ')}`
  throw new InvalidOptionsError(unknown.map((name) => ({ path: `savepoints.${name}`, message })))
}
