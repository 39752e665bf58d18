/** What Clockify says of a page: whether it is the last; undefined where it does not say. */
export function isLastPage(headers: Headers): boolean | undefined {
  const value = headers.get('last-page')?.toLowerCase()
  return value === 'true' || value === 'false' ? value === 'true' : undefined
}
