"""What happens in grants: verbs, each with the actor and an event."""
