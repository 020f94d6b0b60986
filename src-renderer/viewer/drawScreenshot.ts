/** A pane as it stands on the page. */
export interface DrawnPane {
  readonly element: HTMLElement
  readonly canvas: HTMLCanvasElement | null
}

/** PNG of the panes where they stand within `root`, each with the letters, scale bar and text drawn over it. */
export async function drawScreenshot(request: { root: HTMLElement; panes: readonly DrawnPane[] }): Promise<Blob> {
  const { root, panes } = request
  const pixelRatio = window.devicePixelRatio
  const rootBox = root.getBoundingClientRect()
  const picture = document.createElement('canvas')
  picture.width = Math.round(rootBox.width * pixelRatio)
  picture.height = Math.round(rootBox.height * pixelRatio)
  const context = picture.getContext('2d')
  if (context === null)
    throw new Error('The browser gives no canvas to draw a screenshot on: close other tabs and try again.')
  context.fillRect(0, 0, picture.width, picture.height)
  for (const { element, canvas } of panes) {
    const box = element.getBoundingClientRect()
    const place = [
      (box.left - rootBox.left) * pixelRatio,
      (box.top - rootBox.top) * pixelRatio,
      box.width * pixelRatio,
      box.height * pixelRatio,
    ] as const
    if (canvas !== null) context.drawImage(canvas, ...place)
    const overlay = element.querySelector('svg[data-overlay]')
    if (overlay !== null) context.drawImage(await pictureOf(overlay), ...place)
  }
  return new Promise((resolve, reject) =>
    picture.toBlob((blob) => {
      if (blob === null)
        reject(new Error('The screenshot could not be written as PNG: make the window smaller and try again.'))
      else resolve(blob)
    }, 'image/png'),
  )
}

function pictureOf(overlay: Element): Promise<HTMLImageElement> {
  const image = new Image()
  const text = new XMLSerializer().serializeToString(overlay)
  return new Promise((resolve, reject) => {
    image.addEventListener('load', () => resolve(image), { once: true })
    image.addEventListener('error', () => reject(new Error('The letters could not be drawn on the screenshot.')), {
      once: true,
    })
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  })
}
