import type { StreamContext } from '@millrace/core/plugin'

/** What a call within a run knows. */
export type RunContext = Pick<StreamContext, 'now' | 'signal' | 'logger'>

/** Answers that several streams of a run need, asked for once. What failed is asked for again. */
export class OncePerRun<Answer> {
  // All calls of a run get the same `now`; when nobody holds it any more, the answers go.
  readonly #runs: WeakMap<Date, Map<string, Promise<Answer>>> = new WeakMap()

  async get(key: string, { now, signal }: RunContext, ask: () => Promise<Answer>): Promise<Answer> {
    const answers = this.#answersOf(now)
    while (true) {
      signal.throwIfAborted()
      const known = answers.get(key)
      if (known === undefined) return this.#ask(key, answers, ask)
      try {
        return await untilAborted(known, signal)
      } catch {
        // Whoever asked may have been given up; that is no reason for others to fail.
      }
    }
  }

  #ask(key: string, answers: Map<string, Promise<Answer>>, ask: () => Promise<Answer>): Promise<Answer> {
    const asked = ask()
    answers.set(key, asked)
    asked.catch(() => answers.delete(key))
    return asked
  }

  #answersOf(now: Date): Map<string, Promise<Answer>> {
    const known = this.#runs.get(now) ?? new Map<string, Promise<Answer>>()
    this.#runs.set(now, known)
    return known
  }
}

async function untilAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([answer, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
