import type { RunWarning } from '../../contract/run-record.ts'

/** Codes of the warnings of this folder. */
export type WarningCode = 'map_detected' | 'variant_column' | 'name_cut' | 'name_collision' | 'value_discarded'

/** More warnings of one code say nothing new. */
const maxPerCode = 100

/** Warnings of a stream, each given once. */
export class WarningList {
  readonly #stream: string
  readonly #known = new Set<string>()
  readonly #counts = new Map<WarningCode, number>()
  #pending: RunWarning[] = []

  constructor(stream: string) {
    this.#stream = stream
  }

  /** Answers how to take it back; nothing if it was given before. */
  add(code: WarningCode, path: string, message: string): (() => void) | undefined {
    const identity = `${code} ${path} ${message}`
    const count = this.#counts.get(code) ?? 0
    if (count > maxPerCode || this.#known.has(identity)) return undefined
    const isLast = count === maxPerCode
    const warning: RunWarning = isLast
      ? { code, message: `there are more warnings like this: ${code}`, stream: this.#stream }
      : { code, message, stream: this.#stream, path }
    this.#counts.set(code, count + 1)
    this.#known.add(identity)
    this.#pending.push(warning)
    return () => {
      this.#counts.set(code, count)
      this.#known.delete(identity)
      this.#pending = this.#pending.filter((pending) => pending !== warning)
    }
  }

  take(): readonly RunWarning[] {
    const taken = this.#pending
    this.#pending = []
    return taken
  }
}
