import { rejectFromText, rejectToText } from '@millrace/core/plugin'
import type { Reject } from '@millrace/core/plugin'
import { inParts, integerList, textList } from '../database/lists.ts'
import type { Transaction } from '../database/transaction.ts'

/** Rejects as they change: the removed ones go first. */
export interface RejectChange {
  readonly addedRejects: readonly Reject[]
  readonly removedRejects: readonly string[]
}

export async function changeRejects(
  transaction: Transaction,
  { pipeline, stream }: { readonly pipeline: string; readonly stream: string },
  { addedRejects, removedRejects }: RejectChange,
): Promise<void> {
  const { connection } = transaction
  const rejects = transaction.system('rejects')
  const gone = [...new Set([...removedRejects, ...addedRejects.map(({ id }) => id)])]
  for (const ids of inParts(gone)) {
    await connection.run(`DELETE FROM ${rejects} WHERE pipeline = $1 AND stream = $2 AND id IN (SELECT unnest($3))`, [
      pipeline,
      stream,
      textList(ids),
    ])
  }
  const last = new Map(addedRejects.map((reject) => [reject.id, reject]))
  for (const added of inParts([...last.values()])) {
    const texts = (['id', 'partition', 'step', 'code', 'path', 'message', 'run', 'at'] as const).map((name) =>
      textList(added.map((reject) => reject[name])),
    )
    await connection.run(
      `INSERT INTO ${rejects} SELECT $1, $2, unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), unnest($8),
        unnest($9), unnest($10), unnest($11), unnest($12)`,
      [pipeline, stream, ...texts, integerList(added.map(({ retries }) => retries)), textList(added.map(rejectToText))],
    )
  }
}

/** In the order of their ids. */
export async function readRejects(
  transaction: Transaction,
  request: {
    readonly pipeline: string
    readonly stream: string
    readonly after: string | undefined
    readonly limit: number | undefined
  },
): Promise<readonly Reject[]> {
  const rows = await transaction.connection.rows(
    `SELECT reject FROM ${transaction.system('rejects')}
      WHERE pipeline = $1 AND stream = $2 AND ($3 IS NULL OR id > $3) ORDER BY id LIMIT $4`,
    [request.pipeline, request.stream, request.after ?? null, request.limit ?? Number.MAX_SAFE_INTEGER],
  )
  return rows.map(([reject]) => rejectFromText(String(reject)))
}
