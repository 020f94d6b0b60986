/**
 * Puts text on the clipboard. Electron's window is denied the asynchronous clipboard with every other permission; a copy of what is
 * selected, right after a click, needs none.
 * @throws Error if neither way works
 */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    document.body.append(area)
    area.select()
    const isCopied = document.execCommand('copy')
    area.remove()
    if (!isCopied) throw new Error('The text could not be copied. Select it and press Ctrl+C.')
  }
}
