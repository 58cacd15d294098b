"""What machines read of the public pages: the head, linked data and the sitemap."""
