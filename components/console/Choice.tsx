/** One of several: a radio button with its words and what it means. */
export function Choice({
  id,
  name,
  checked,
  title,
  what,
  onChoose,
}: {
  id: string
  name: string
  checked: boolean
  title: string
  what: string
  onChoose: () => void
}) {
  return (
    <label class="co-choice">
      <input type="radio" id={id} name={name} checked={checked} onChange={onChoose} />
      <span>
        {title}
        <br />
        <span class="cs-small cs-muted">{what}</span>
      </span>
    </label>
  )
}
