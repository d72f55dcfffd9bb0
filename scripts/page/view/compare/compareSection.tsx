export function CompareSection() { return <p class="empty">…</p>; }
