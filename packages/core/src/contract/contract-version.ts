/** The version of the contract that this package speaks. Stamped by the `define…` functions. */
export type ContractVersion = 'v1'

export const contractVersion: ContractVersion = 'v1'
