/** A table as plain JSON: the report sets it in HTML, the command line in plain text. */
export interface TableSpec {
  readonly id: string
  readonly title: string
  readonly caption: string
  readonly columns: readonly { readonly label: string; readonly align: 'left' | 'right' }[]
  readonly rows: readonly (readonly TableCell[])[]
}

export interface TableCell {
  readonly text: string
  /** The best of its comparison. */
  readonly isBest: boolean
}

export function cell(text: string, isBest = false): TableCell {
  return { text, isBest }
}
