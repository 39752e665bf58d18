import type { PostgresClient, PostgresQuery, PostgresResult, PostgresTypes } from './client.ts'
import { compile } from './statement.ts'
import type { Statement } from './statement.ts'

/** A cell as it is read: booleans, numbers where they are exact, else bigints; everything else as Postgres writes it. */
export type ResultValue = string | number | bigint | boolean | null

export type ResultRow = readonly ResultValue[]

/** A server that was told to stop has so many milliseconds; then the connection is closed. */
const cancelPatienceInMs = 5000

/** Carries out statements, one at a time. */
export class Connection {
  readonly client: PostgresClient
  #signal: AbortSignal | undefined
  #isLost = false
  #isReleased = false
  readonly #lose = (): void => {
    this.#isLost = true
  }

  constructor(client: PostgresClient) {
    this.client = client
    client.on('error', this.#lose)
  }

  /** Whether the server is out of reach: nothing can be said of what was under way. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** The signal under which statements run now. */
  get signal(): AbortSignal | undefined {
    return this.#signal
  }

  /** Rows that a statement answers. */
  async rows(statement: Statement): Promise<readonly ResultRow[]> {
    const { rows } = await this.#carryOut(statement)
    return rows as ResultRow[]
  }

  /** The first row, where there is one. */
  async row(statement: Statement): Promise<ResultRow | undefined> {
    const [first] = await this.rows(statement)
    return first
  }

  /** The only cell of the only row, a number. */
  async count(statement: Statement): Promise<number> {
    const row = await this.row(statement)
    return Number(row?.[0] ?? 0)
  }

  /** Answers how many rows were changed. */
  async run(statement: Statement): Promise<number> {
    const { rowCount } = await this.#carryOut(statement)
    return rowCount ?? 0
  }

  /** One statement of a user, never several. Cells come as `readCell` gives them, by the number of their type. */
  async query(
    text: string,
    values: readonly unknown[],
    readCell: (type: number, text: string) => unknown,
  ): Promise<PostgresResult> {
    const config: PostgresQuery & { readonly queryMode: 'extended' } = {
      text,
      values: [...values],
      rowMode: 'array',
      // Otherwise a text without values is sent as a script, which could end the transaction and go on after it.
      queryMode: 'extended',
      types: { getTypeParser: (type: number) => (cell: string) => readCell(type, cell) },
    }
    const result = await this.client.query(config)
    return [result].flat().at(-1) as PostgresResult
  }

  /** Several statements without parameters in one round trip; answers what the last one does. */
  async script(text: string): Promise<PostgresResult> {
    const results = await this.client.query({ text, rowMode: 'array', types })
    return [results].flat().at(-1) as PostgresResult
  }

  /**
   * While the signal is aborted nothing begins; `cancel` tells the server to stop what runs at that moment, and answers
   * whether it could. Where that does not help, the connection is closed.
   */
  async under<Result>(
    signal: AbortSignal,
    { cancel }: { readonly cancel: () => Promise<boolean> },
    work: () => Promise<Result>,
  ): Promise<Result> {
    let cancelling: Promise<void> | undefined
    let patience: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      cancelling = this.#cancel(cancel)
      patience = setTimeout(() => this.#giveBack({ isClean: false }), cancelPatienceInMs)
    }
    this.#signal = signal
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await work()
    } finally {
      signal.removeEventListener('abort', onAbort)
      clearTimeout(patience)
      this.#signal = undefined
      // Once the connection is given back, a late word would stop a statement of somebody else.
      await cancelling
    }
  }

  /** Gives the connection back, or closes it where nobody can use it any more. */
  release({ isClean }: { readonly isClean: boolean }): void {
    this.#giveBack({ isClean })
    this.client.off('error', this.#lose)
  }

  #giveBack({ isClean }: { readonly isClean: boolean }): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#isLost ||= !isClean
    this.client.release(this.#isLost)
  }

  async #cancel(cancel: () => Promise<boolean>): Promise<void> {
    if (!(await cancel())) this.#giveBack({ isClean: false })
  }

  async #carryOut(statement: Statement): Promise<PostgresResult> {
    this.#signal?.throwIfAborted()
    const { sql: text, parameters } = compile(statement)
    const result = await this.client.query({ text, values: [...parameters], rowMode: 'array', types })
    return [result].flat().at(-1) as PostgresResult
  }
}

/** By the number that Postgres gives a type. */
const parsers: Readonly<Record<number, (text: string) => ResultValue>> = {
  16: (text) => text === 't',
  20: toInteger,
  21: Number,
  23: Number,
  26: Number,
  700: Number,
  701: Number,
}

const types: PostgresTypes = {
  getTypeParser: (id: number) => parsers[id] ?? String,
}

function toInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
