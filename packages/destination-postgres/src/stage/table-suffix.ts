import { hash } from 'node:crypto'

/** The end of the name of a staging table: a path may be longer than a name. */
export function tableSuffix(path: string): string {
  return path === '' ? 'root' : hash('sha256', path).slice(0, 16)
}
