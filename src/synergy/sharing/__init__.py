"""Who pays what so that nobody leaves: cooperative games over any cost, knowing nothing of energy."""
