import { rejectFromText, rejectToText } from '@millrace/core/plugin'
import { hash } from 'node:crypto'
import type { Reject } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Expression, RawBuilder } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { escapeNul } from './escape-nul.ts'

/** Rejects as they change: the removed ones go first. */
export interface RejectChange {
  readonly addedRejects: readonly Reject[]
  readonly removedRejects: readonly string[]
}

export async function changeRejects(
  { connection, system }: Transaction,
  { pipeline, stream }: { readonly pipeline: string; readonly stream: string },
  { addedRejects, removedRejects }: RejectChange,
): Promise<void> {
  const last = new Map(addedRejects.map((reject) => [reject.id, reject]))
  const gone = [...new Set([...removedRejects, ...last.keys()])].map(hashOf)
  if (gone.length === 0) return
  await connection.run(
    system
      .deleteFrom('rejects')
      .where('pipeline', '=', pipeline)
      .where('stream', '=', stream)
      .where(sql<boolean>`id_hash = any(${gone}::text[])`),
  )
  for (const added of inParts([...last.values()])) {
    await connection.run(
      system.insertInto('rejects').values(
        added.map((reject) => ({
          pipeline,
          stream,
          id_hash: hashOf(reject.id),
          id: escapeNul(reject.id),
          partition: reject.partition,
          step: reject.step,
          code: reject.code,
          path: escapeNul(reject.path),
          message: escapeNul(reject.message),
          run: reject.run,
          rejected_at: reject.at,
          retries: reject.retries,
          reject: rejectToText(reject),
        })),
      ),
    )
  }
}

/** In the order of their ids. */
export async function readRejects(
  { connection, system }: Transaction,
  request: {
    readonly pipeline: string
    readonly stream: string
    readonly after: string | undefined
    readonly limit: number | undefined
  },
): Promise<readonly Reject[]> {
  const { pipeline, stream, after, limit } = request
  const rows = await connection.rows(
    system
      .selectFrom('rejects')
      .select('reject')
      .where('pipeline', '=', pipeline)
      .where('stream', '=', stream)
      .$if(after !== undefined, (query) => query.where(comesAfter(after ?? '')))
      .orderBy(idStart('id'))
      .orderBy('id')
      .orderBy('id_hash')
      .$if(limit !== undefined, (query) => query.limit(limit ?? 0)),
  )
  return rows.map(([reject]) => rejectFromText(String(reject)))
}

/** An id is made from a key, and may be longer than an index entry: the index has the beginning. */
function idStart(id: Expression<string> | 'id'): RawBuilder<string> {
  return sql`left(${id === 'id' ? sql.ref(id) : id}, 200)`
}

function comesAfter(after: string): RawBuilder<boolean> {
  const id = sql<string>`${escapeNul(after)}::text`
  return sql`(${idStart('id')}, id, id_hash) > (${idStart(id)}, ${id}, ${hashOf(after)}::text)`
}

/** Of JSON, in which all texts are told apart: UTF-8 has one form for all lone surrogates. */
function hashOf(id: string): string {
  return hash('sha256', JSON.stringify(id))
}

/** A statement has at most 65,535 parameters. */
function inParts<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const size = 2000
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  )
}
