import type { WriteStream } from 'node:tty'

/** Whether somebody is watching: a terminal that can move its cursor, and not the log of a CI job. */
export function isInteractive(output: WriteStream): boolean {
  return output.isTTY && output.columns > 0 && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined
}
