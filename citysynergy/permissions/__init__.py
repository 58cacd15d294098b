"""Who may do what: grants derived from memberships, and the policy and tester that Wagtail asks."""
