import { LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { JsonValue, Reject } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { decodeCell, encodeCell, fromJsonText, toJsonText } from './json-text.ts'

/** Rejects as they change: the removed ones go first. */
export interface RejectChange {
  readonly addedRejects: readonly Reject[]
  readonly removedRejects: readonly string[]
}

const textList = LIST(VARCHAR)

/** Texts of one statement are kept to this many. */
const maxIds = 1000

export async function changeRejects(
  transaction: Transaction,
  { pipeline, stream }: { readonly pipeline: string; readonly stream: string },
  { addedRejects, removedRejects }: RejectChange,
): Promise<void> {
  const { connection } = transaction
  const rejects = transaction.system('rejects')
  const gone = [...new Set([...removedRejects, ...addedRejects.map(({ id }) => id)])]
  for (let start = 0; start < gone.length; start += maxIds) {
    const ids = listValue(gone.slice(start, start + maxIds))
    await connection.run(`DELETE FROM ${rejects} WHERE pipeline = $1 AND stream = $2 AND id IN (SELECT unnest($3))`, [
      pipeline,
      stream,
      { value: ids, type: textList },
    ])
  }
  const last = new Map(addedRejects.map((reject) => [reject.id, reject]))
  for (const reject of last.values()) {
    await connection.run(`INSERT INTO ${rejects} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, [
      pipeline,
      stream,
      reject.id,
      reject.partition,
      reject.step,
      reject.code,
      reject.path,
      reject.message,
      reject.run,
      reject.at,
      reject.retries,
      rejectToText(reject),
    ])
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

export function rejectToText(reject: Reject): string {
  const scope = Object.fromEntries(Object.entries(reject.scope).map(([path, cell]) => [path, encodeCell(cell)]))
  return toJsonText({ ...reject, cursor: encodeCell(reject.cursor), scope })
}

export function rejectFromText(text: string): Reject {
  const stored = fromJsonText(text) as Omit<Reject, 'cursor' | 'scope'> & StoredCells
  const scope = Object.fromEntries(Object.entries(stored.scope).map(([path, cell]) => [path, decodeCell(cell)]))
  return { ...stored, cursor: decodeCell(stored.cursor), scope }
}

interface StoredCells {
  readonly cursor: JsonValue
  readonly scope: Readonly<Record<string, JsonValue>>
}
