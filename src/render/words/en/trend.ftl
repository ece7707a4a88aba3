# Words of `setia trend`.
