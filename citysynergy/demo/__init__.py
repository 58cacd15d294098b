"""Demonstration content: cases written for it, pictures drawn for it, accounts to try it with."""
