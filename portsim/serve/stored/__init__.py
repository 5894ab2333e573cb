"""The what-if page without a server: stored runs at points spread over the sliders, and figures between them."""
