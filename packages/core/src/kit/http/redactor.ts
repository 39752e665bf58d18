/** Shorter texts are left: to replace them would tear every message apart. */
const shortestSecret = 4
/** Tokens that expire come one after the other; a late answer may still have the last ones in it. */
const mostLearnt = 20
const replacement = '[redacted]'

/** Takes secrets out of texts that others will see: as they are, and as they look in a URL and in JSON. */
export class Redactor {
  readonly #fixed: readonly string[]
  readonly #learnt: string[] = []

  constructor(secrets: readonly string[]) {
    this.#fixed = secrets
  }

  /** The same with more secrets. */
  including(secrets: readonly string[]): Redactor {
    return new Redactor([...this.#fixed, ...this.#learnt, ...secrets])
  }

  /** For secrets that were not known from the beginning. */
  learn(secret: string): void {
    if (this.#learnt.includes(secret)) return
    this.#learnt.push(secret)
    if (this.#learnt.length > mostLearnt) this.#learnt.shift()
  }

  clean(text: string): string {
    const forms = [...this.#fixed, ...this.#learnt].filter((secret) => secret.length >= shortestSecret).flatMap(formsOf)
    // The longest first: one secret may be part of another.
    const ordered = [...new Set(forms)].toSorted((a, b) => b.length - a.length)
    return ordered.reduce((cleaned, form) => cleaned.replaceAll(form, replacement), text)
  }
}

function formsOf(secret: string): readonly string[] {
  // A lone surrogate cannot be written into a URL, and would make `encodeURIComponent` throw.
  const inUrl = encodeURIComponent(secret.toWellFormed())
  return [secret, inUrl, inUrl.replaceAll('%20', '+'), JSON.stringify(secret).slice(1, -1)]
}
