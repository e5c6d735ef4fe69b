typedef int connx_placeholder;
