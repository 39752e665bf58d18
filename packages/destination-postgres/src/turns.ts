/** What work is done on. */
export interface Claim {
  readonly stream: string
  /** Undefined for the whole stream. */
  readonly partition?: string | undefined
  /** It locks the stream in the database: others that do had better wait here, where they hold no connection. */
  readonly locksStream?: boolean
}

interface Turn {
  readonly claims: readonly Claim[]
  /** Resolves when nothing before it is in its way. */
  readonly ready: Promise<void>
  begin(this: void): void
}

/**
 * Work on one thing is done one by one, in the order in which it was asked for; everything else side by side. All that
 * some work needs is taken at once, so that no two wait for each other.
 */
export class Turns {
  readonly #turns: Turn[] = []
  #idle: PromiseWithResolvers<void> | undefined

  /** Does work when it is its turn, unless the signal is aborted before. */
  async take<Result>(
    claims: readonly Claim[],
    { signal }: { readonly signal: AbortSignal },
    work: () => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted()
    const { promise: ready, resolve: begin, reject: giveUp } = Promise.withResolvers<void>()
    const turn: Turn = { claims, ready, begin }
    this.#turns.push(turn)
    const onAbort = (): void => giveUp(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      this.#beginReady()
      await ready
      return await work()
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#turns.splice(this.#turns.indexOf(turn), 1)
      this.#beginReady()
      if (this.#turns.length === 0) this.#idle?.resolve()
    }
  }

  /** Resolves when nothing is done any more. */
  async whenIdle(): Promise<void> {
    if (this.#turns.length === 0) return
    this.#idle ??= Promise.withResolvers()
    await this.#idle.promise
  }

  #beginReady(): void {
    for (const [index, turn] of this.#turns.entries()) {
      if (!this.#turns.slice(0, index).some((earlier) => isInWay(earlier, turn))) turn.begin()
    }
  }
}

function isInWay(earlier: Turn, later: Turn): boolean {
  return earlier.claims.some((held) => later.claims.some((wanted) => excludes(held, wanted)))
}

function excludes(held: Claim, wanted: Claim): boolean {
  if (held.stream !== wanted.stream) return false
  if (held.partition === undefined || wanted.partition === undefined || held.partition === wanted.partition) return true
  return held.locksStream === true && wanted.locksStream === true
}
