import type { RunView } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'
import { count, id, instant, text } from './wire.ts'
import type { Wire } from './wire.ts'

/** What can be asked for beside the seven fields. */
export const runExtras = [
  'type',
  'trigger',
  'incremental',
  'state',
  'tables',
  'warnings',
  'resumeAt',
  'progress',
  'isCancelling',
] as const

export type RunExtra = (typeof runExtras)[number]

type Shown = Pick<RunView, 'id' | 'pipeline' | 'startTime' | 'endTime' | 'passed' | 'failed' | 'error'>

/** A run: seven fields, and those that were asked for. */
export type RunBody = Wire<Shown & Partial<Pick<RunView, RunExtra>>>

const steps = z.array(count).length(6)

const warning = z.strictObject({
  code: text,
  message: text,
  stream: text.exactOptional(),
  partition: text.exactOptional(),
  path: text.exactOptional(),
})

const tableCounts = z.strictObject({ name: text, inserted: count, updated: count, deleted: count })

export const runBody: z.ZodType<RunBody> = naming(
  'Run',
  z.strictObject({
    id,
    pipeline: id,
    startTime: instant,
    endTime: instant.nullable(),
    passed: steps,
    failed: steps,
    error: text,
    type: z.enum(['run', 'build']).exactOptional(),
    trigger: z.enum(['schedule', 'manual', 'creation', 'edit']).exactOptional(),
    incremental: z.boolean().nullable().exactOptional(),
    state: z.enum(['queued', 'running', 'succeeded', 'paused', 'cancelled', 'failed']).exactOptional(),
    tables: z.record(z.string(), tableCounts).exactOptional(),
    warnings: z.array(warning).exactOptional(),
    resumeAt: instant.nullable().exactOptional(),
    progress: z.strictObject({ records: count, rows: count }).nullable().exactOptional(),
    isCancelling: z.boolean().exactOptional(),
  }),
)

export interface RunList {
  readonly runs: readonly RunBody[]
}

export const runList: z.ZodType<RunList> = naming('RunList', z.strictObject({ runs: z.array(runBody) }))

/** The fields in their order, and no others than were asked for. */
export function toRunBody(run: RunView, include: readonly RunExtra[] = []): object {
  const { id: number, pipeline, startTime, endTime, passed, failed, error } = run
  const extras = Object.fromEntries(runExtras.filter((name) => include.includes(name)).map((name) => [name, run[name]]))
  return { id: number, pipeline, startTime, endTime, passed, failed, error, ...extras }
}
