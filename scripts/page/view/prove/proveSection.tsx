export function ProveSection() { return <p class="empty">…</p>; }
