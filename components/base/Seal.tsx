/** The seal 签, the one ornament. Decoration beside the name; the name is what is read out. */
export function Seal() {
  return (
    <span class="cs-seal" aria-hidden="true" lang="zh-CN">
      签
    </span>
  )
}
