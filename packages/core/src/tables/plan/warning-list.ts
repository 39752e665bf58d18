import type { RunWarning } from '../../contract/run-record.ts'

/** Codes of the warnings of this folder. */
export type WarningCode = 'map_detected' | 'variant_column' | 'name_cut' | 'name_collision' | 'value_discarded'

/** Warnings of a stream, each given once. */
export class WarningList {
  readonly #stream: string
  readonly #known = new Set<string>()
  #pending: RunWarning[] = []

  constructor(stream: string) {
    this.#stream = stream
  }

  /** Answers how to take it back; nothing if it was given before. */
  add(code: WarningCode, path: string, message: string): (() => void) | undefined {
    const identity = `${code} ${path} ${message}`
    if (this.#known.has(identity)) return undefined
    const warning: RunWarning = { code, message, stream: this.#stream, path }
    this.#known.add(identity)
    this.#pending.push(warning)
    return () => {
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
