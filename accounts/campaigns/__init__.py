"""Update campaigns: who is asked to confirm entries, the mails, what came of it."""
