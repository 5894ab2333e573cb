"""The what-if page without a server: runs at points spread over the sliders, figures between them."""
