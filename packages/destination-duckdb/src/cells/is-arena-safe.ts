import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { ArenaTextWriter } from './arena-writers.ts'
import type { ColumnWriter } from './column-writer.ts'
import { SingleTextWriter } from './single-value-writers.ts'
import { StringArena } from './string-arena.ts'

const entryBytes = 16
const maxInlineBytes = 12

let verdict: boolean | undefined

/**
 * Whether DuckDB lays strings out as `StringArena` does. Found out once, by having the same strings written by DuckDB and
 * through an arena, and comparing the bytes.
 */
export function isArenaSafe(): boolean {
  verdict ??= isSameLayout()
  return verdict
}

function isSameLayout(): boolean {
  try {
    const capacity = duckdb.vector_size()
    const samples = createSamples()
    if (capacity < samples.length) return false
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR])
    const arena = new StringArena(capacity)
    const byDuckdb = writeSamples(samples, chunk, 0, new SingleTextWriter(capacity))
    const byArena = writeSamples(samples, chunk, 1, new ArenaTextWriter(capacity, arena))
    // No address is followed before it is known where the addresses are.
    const isSafe =
      [byDuckdb, byArena].every((entries) => samples.every((sample, row) => hasSampleInline(entries, sample, row))) &&
      [byDuckdb, byArena].every((entries) => samples.every((sample, row) => hasSampleAtAddress(entries, sample, row)))
    // Not before, because both hold what the entries point at.
    chunk.reset()
    arena.release()
    return isSafe
  } catch {
    return false
  }
}

/** All short lengths, around the bounds of an entry and beyond, of characters of one to four bytes; and long texts. */
function createSamples(): readonly string[] {
  const lengths = [...Array.from({ length: 41 }, (_, length) => length), 300]
  const patterns = ['abcdefgh', 'é', '日本', '👩‍👧🏳️']
  const short = patterns.flatMap((pattern) => lengths.map((length) => pattern.repeat(length).slice(0, length)))
  return [...short, 'long'.repeat(30_000)].map((text) => text.toWellFormed())
}

function writeSamples(
  samples: readonly string[],
  chunk: DuckDBDataChunk,
  column: number,
  writer: ColumnWriter,
): Buffer {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column)
  writer.write(vector, samples, 0, samples.length)
  const data = duckdb.vector_get_data(vector, samples.length * entryBytes)
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}

/** Compares all of an entry but the address. */
function hasSampleInline(entries: Buffer, sample: string, row: number): boolean {
  const bytes = Buffer.from(sample)
  const expected = Buffer.alloc(entryBytes)
  expected.writeUInt32LE(bytes.length)
  bytes.copy(expected, 4, 0, bytes.length > maxInlineBytes ? 4 : maxInlineBytes)
  const end = bytes.length > maxInlineBytes ? 8 : entryBytes
  return entries.subarray(row * entryBytes, row * entryBytes + end).equals(expected.subarray(0, end))
}

function hasSampleAtAddress(entries: Buffer, sample: string, row: number): boolean {
  const bytes = Buffer.from(sample)
  if (bytes.length <= maxInlineBytes) return true
  const address = new Uint8Array(entries.subarray(row * entryBytes + 8, (row + 1) * entryBytes))
  return bytes.equals(duckdb.get_data_from_pointer(address.buffer, 0, bytes.length))
}
