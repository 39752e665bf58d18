/** Something that the caller of the demo can mend. Its message is all that is printed. */
export class DemoError extends Error {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options)
    this.name = 'DemoError'
  }
}
