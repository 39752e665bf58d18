import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { memoryDestination } from '@millrace/core'
import type { MemoryDestination } from '@millrace/core'
import type { Destination, OpenRequest, Publish, PublishOutcome, RunRecord, Session } from '@millrace/core/plugin'

/** When calls are written down: before they are answered, or not before the session is closed. */
export type JournalMode = 'durable' | 'late'

type Operation = Exclude<keyof Session, symbol | 'epoch' | 'runNumber' | 'endedRuns'> | 'dispose'

/** A call that changed something, with all that is needed to do it again. */
type Entry = { readonly now: number } & (
  | { readonly type: 'open'; readonly request: object; readonly record: RunRecord | undefined }
  | {
      readonly type: 'call'
      readonly session: number
      readonly operation: Operation
      readonly request: object
      readonly record: RunRecord | undefined
    }
  | { readonly type: 'advance'; readonly milliseconds: number }
)

const operations = [
  'renewLease',
  'readStream',
  'changeSchema',
  'beginGeneration',
  'discardGeneration',
  'beginAttempt',
  'stage',
  'stagePartition',
  'findMissing',
  'readMissing',
  'keepMissing',
  'readRejects',
  'publish',
] as const satisfies readonly Operation[]

/**
 * A memory destination that outlives its process: each call that succeeded is appended to a file before it is answered,
 * and opening the file does them all again. Slow, and small enough to be trusted.
 */
export class JournaledMemory {
  readonly memory: MemoryDestination
  readonly #path: string
  readonly #mode: JournalMode
  readonly #sessions: Session[] = []
  readonly #unwritten: string[] = []
  #now = 0
  #advancedInMs = 0
  #last: Promise<unknown> = Promise.resolve()

  private constructor(path: string, mode: JournalMode) {
    this.#path = path
    this.#mode = mode
    this.memory = memoryDestination({ now: () => this.#now })
  }

  static async open(path: string, mode: JournalMode = 'durable'): Promise<JournaledMemory> {
    const journal = new JournaledMemory(path, mode)
    for (const entry of readEntries(path)) await journal.#repeat(entry)
    return journal
  }

  get destination(): Destination {
    return {
      ...this.memory,
      open: (request) => this.#inTurn(() => this.#open(request)),
      inspect: (request) => this.#inTurn(() => this.memory.inspect(request)),
    }
  }

  advanceClock(milliseconds: number): void {
    this.#advancedInMs += milliseconds
    this.#write({ type: 'advance', now: this.#now, milliseconds })
  }

  async #open(request: OpenRequest): Promise<Session> {
    let record: RunRecord | undefined
    const session = await this.memory.open({ ...request, record: (number) => (record = request.record(number)) })
    this.#write({ type: 'open', now: this.#now, request: plain(request), record })
    return this.#journal(session, this.#sessions.push(session) - 1)
  }

  #journal(session: Session, number: number): Session {
    const calls = operations.map((operation) => [
      operation,
      (request: object) => this.#inTurn(() => this.#call(number, operation, request)),
    ])
    return {
      ...(Object.fromEntries(calls) as Pick<Session, (typeof operations)[number]>),
      epoch: session.epoch,
      runNumber: session.runNumber,
      endedRuns: session.endedRuns,
      [Symbol.asyncDispose]: () => this.#inTurn(async () => void (await this.#call(number, 'dispose', {}))),
    }
  }

  async #call(number: number, operation: Operation, request: object): Promise<unknown> {
    let record: RunRecord | undefined
    const watched =
      operation === 'publish'
        ? { ...request, record: (outcome: PublishOutcome) => (record = (request as Publish).record(outcome)) }
        : request
    const answer = await this.#perform(number, operation, watched)
    const entry: Entry = { type: 'call', now: this.#now, session: number, operation, request: plain(request), record }
    if (!operation.startsWith('read')) this.#write(entry)
    return answer
  }

  async #perform(number: number, operation: Operation, request: object): Promise<unknown> {
    const session = this.#sessions[number]
    if (session === undefined) throw new Error(`the journal names session ${number}, which was never opened`)
    if (operation === 'dispose') return await session[Symbol.asyncDispose]()
    const call = session[operation].bind(session) as (request: object) => Promise<unknown>
    return await call(request)
  }

  async #repeat(entry: Entry): Promise<void> {
    const { signal } = new AbortController()
    this.#now = entry.now
    switch (entry.type) {
      case 'open': {
        const request = { ...entry.request, signal, record: () => entry.record } as unknown as OpenRequest
        this.#sessions.push(await this.memory.open(request))
        return
      }
      case 'call':
        await this.#perform(entry.session, entry.operation, { ...entry.request, signal, record: () => entry.record })
        return
      case 'advance':
        this.#advancedInMs += entry.milliseconds
        return
      default:
        entry satisfies never
    }
  }

  /** One call after the other, so that the journal has them in the order in which they were carried out. */
  #inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const turn = this.#last.then(() => {
      this.#now = Date.now() + this.#advancedInMs
      return work()
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }

  #write(entry: Entry): void {
    this.#unwritten.push(`${serialize(entry).toString('base64')}\n`)
    if (this.#mode === 'late' && !(entry.type === 'call' && entry.operation === 'dispose')) return
    appendFileSync(this.#path, this.#unwritten.splice(0).join(''))
  }
}

function* readEntries(path: string): Generator<Entry, void, undefined> {
  if (!existsSync(path)) return
  // What was cut off by a kill ends without a line break.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  for (const line of lines) yield deserialize(Buffer.from(line, 'base64')) as Entry
}

/** Without what only this process can use. */
function plain(request: object): object {
  return Object.fromEntries(
    Object.entries(request).filter(
      ([name, value]) => name !== 'signal' && name !== 'logger' && typeof value !== 'function',
    ),
  )
}
