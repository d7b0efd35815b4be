"""Rules of sharing, one rule or family a module; :func:`synergy.sharing.rule.rules` finds them all."""
