import type ts from 'typescript'

/** A page of the reference, and what keeps it from being complete. */
export interface Page {
  /** Name of the file in docs/reference. */
  readonly name: string
  readonly text: string
  readonly problems: readonly string[]
}

/** Reads a file of a package's `src`: `contract/source.ts`. */
export type ReadSource = (path: string) => ts.SourceFile
