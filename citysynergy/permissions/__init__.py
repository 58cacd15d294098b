"""Who may do what: grants derived from memberships, and the policy that Wagtail asks."""
