/** Where Clockify keeps workspaces. */
export const regions = ['global', 'euc1', 'use2', 'euw2', 'apse2'] as const

export type Region = (typeof regions)[number]

export interface BaseUrls {
  readonly api: string
  readonly reports: string
}

/** The addresses of a region's hosts. */
export function baseUrls(region: Region): BaseUrls {
  if (region === 'global') {
    return { api: 'https://api.clockify.me/api/v1', reports: 'https://reports.api.clockify.me/v1' }
  }
  return { api: `https://${region}.clockify.me/api/v1`, reports: `https://${region}.clockify.me/report/v1` }
}
