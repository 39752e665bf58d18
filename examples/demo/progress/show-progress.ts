import type { WriteStream } from 'node:tty'
import { isInteractive } from './is-interactive.ts'
import { liveProgress } from './live-progress.ts'
import { plainProgress } from './plain-progress.ts'
import type { Progress } from './progress.ts'

/** In a terminal a table that is redrawn; in a pipe, a file or CI one line per commit. */
export function showProgress(output: WriteStream): Progress {
  return isInteractive(output) ? liveProgress(output) : plainProgress(output)
}
