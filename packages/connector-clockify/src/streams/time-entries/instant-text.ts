/** An instant as Clockify wants it in a query: whole seconds. */
export function instantText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
